-- Queue the job of a pending delivery again, if it is nowhere.
-- KEYS record
-- ARGV p job payload payload_expires_ms delay_ms
-- Returns 'queued', or 'stale' when nothing is to come of the delivery any more.
if redis.call('HGET', KEYS[1], 'status') ~= PENDING then return 'stale' end
if not is_known(ARGV[2]) then plan(ARGV[2], ARGV[3], ARGV[4], ARGV[5]) end
return 'queued'
