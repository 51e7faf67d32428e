-- Put a value in the place of another, if that is still there; how long the key lives stays as it is.
-- KEYS key
-- ARGV p before after
-- before is '' where nothing is to be there yet.
-- Returns what stands there now.
local found = redis.call('GET', KEYS[1]) or ''
if found ~= ARGV[2] then return found end
redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL')
return ARGV[3]
