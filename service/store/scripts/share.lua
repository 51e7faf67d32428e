-- Let a link open a debate, if it may have one more.
-- KEYS state shares opens
-- ARGV p digest share expires_ms most
-- expires_ms is '' where it has no end.
-- Returns 'shared', 'full', or 'unknown' when there is no such debate.
if redis.call('EXISTS', KEYS[1]) == 0 then return 'unknown' end
local there = redis.call('HEXISTS', KEYS[2], ARGV[2])
if there == 0 and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[5]) then return 'full' end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
if ARGV[4] == '' then
  redis.call('SET', KEYS[3], ARGV[3])
else
  redis.call('SET', KEYS[3], ARGV[3], 'PXAT', ARGV[4])
end
return 'shared'
