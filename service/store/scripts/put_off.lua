-- Give the job of a delivery back, to be run again after a while: that claim counts no try.
-- KEYS record
-- ARGV p job token payload payload_expires_ms delay_ms
-- A job that was taken back in the meantime is left alone.
local job, token = ARGV[2], ARGV[3]
local owned_in = lane_of_owner(job, token)
if not owned_in then return 'ok' end
enter(owned_in)
disown(job, token)
if redis.call('HINCRBY', lane .. TRIES, job, -1) <= 0 then progressed(job) end
redis.call('SET', 'arq:job:' .. job, ARGV[4], 'PX', ARGV[5])
redis.call('ZADD', lane .. DELAYED, server_ms() + ARGV[6], job)
wake(job)
return 'ok'
