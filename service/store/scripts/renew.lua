-- Renew the slots of the calls that a worker has under way.
-- KEYS slots*
-- ARGV p slot_ms (key_number nonce)*
local slot_ms = tonumber(ARGV[2])
local expires = server_ms() + slot_ms
for i = 3, #ARGV, 2 do
  local slots = KEYS[tonumber(ARGV[i])]
  redis.call('ZADD', slots, expires, ARGV[i + 1])
  redis.call('PEXPIRE', slots, slot_ms)
end
return 'renewed'
