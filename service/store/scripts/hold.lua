-- Hold an idempotency key for one request, unless it is held or has its reply.
-- KEYS key
-- ARGV p hold hold_expires_ms
-- Returns what stands under the key now: the hold, or what was there before.
local found = redis.call('GET', KEYS[1])
if found then return found end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return ARGV[2]
