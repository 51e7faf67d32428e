-- Give a job back: finished, or to be run again after a delay.
-- KEYS queue
-- ARGV p job token finished delay_ms
-- A job that was taken back in the meantime is left alone.
if not owns(ARGV[2], ARGV[3]) then return 'ok' end
if ARGV[4] == '1' then
  drop(ARGV[2])
else
  disown(ARGV[2])
  redis.call('ZADD', QUEUE, server_ms() + tonumber(ARGV[5]), ARGV[2])
  redis.call('PUBLISH', p .. 'wake', ARGV[2])
end
return 'ok'
