-- Write one endpoint of a tenant, if it is still what it was when it was read.
-- KEYS endpoints
-- ARGV p endpoint before after most
-- before is '' for a new one, after is '' for one that goes.
-- Returns 'written', 'conflict', or 'full' where a new one would be one too many.
local id, before, after = ARGV[2], ARGV[3], ARGV[4]
local found = redis.call('HGET', KEYS[1], id) or ''
if found == after then return 'written' end
if found ~= before then return 'conflict' end
local there = redis.call('HLEN', KEYS[1]) - redis.call('HEXISTS', KEYS[1], 'rev')
if before == '' and there >= tonumber(ARGV[5]) then return 'full' end
if after == '' then
  redis.call('HDEL', KEYS[1], id)
else
  redis.call('HSET', KEYS[1], id, after)
end
-- A store that was set back by a failure may count to a number again that somebody knows for what
-- was lost; it does not come to a time again.
local rev = tonumber(redis.call('HGET', KEYS[1], 'rev') or 0)
redis.call('HSET', KEYS[1], 'rev', math.max(rev + 1, server_ms()))
return 'written'
