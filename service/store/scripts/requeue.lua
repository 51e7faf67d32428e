-- Queue the job of an active debate again, if it is neither queued nor leased.
-- KEYS state
-- ARGV p job payload payload_expires_ms
-- Returns 'queued', or 'stale' when the debate waits for another job by now.
if redis.call('HGET', KEYS[1], 'job') ~= ARGV[2] then return 'stale' end
enqueue(ARGV[2], ARGV[3], ARGV[4])
return 'queued'
