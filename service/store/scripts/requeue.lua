-- Look after one active debate: queue its job again if it was lost, and note the next look.
-- KEYS state checks
-- ARGV p member job payload payload_expires_ms check_at
-- Returns 'queued', 'leased', or 'stale' when the debate waits for another job by now.
if redis.call('HGET', KEYS[1], 'job') ~= ARGV[3] then return 'stale' end
redis.call('ZADD', KEYS[2], 'XX', ARGV[6], ARGV[2])
if redis.call('HGET', OWNERS, ARGV[3]) then return 'leased' end
enqueue(ARGV[3], ARGV[4], ARGV[5])
return 'queued'
