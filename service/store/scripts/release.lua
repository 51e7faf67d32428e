-- Give a job back: finished, or to be run again after a delay. Whoever can do so has not died of it.
-- KEYS queue
-- ARGV p job token finished delay_ms
-- A job that was taken back in the meantime is left alone.
local job, token, delay_ms = ARGV[2], ARGV[3], tonumber(ARGV[5])
if not owns(job, token) then return 'ok' end
if ARGV[4] == '1' then
  drop(job, token)
  return 'ok'
end
disown(job, token)
progressed(job)
if delay_ms > 0 then
  redis.call('ZADD', lane .. DELAYED, server_ms() + delay_ms, job)
else
  put(job, FIRST)
end
wake(job)
return 'ok'
