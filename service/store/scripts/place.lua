-- Put a tenant somewhere else, if it is where it was.
-- KEYS tenants
-- ARGV p tenant before after unplaced
-- unplaced is '1' where before is also the place of whoever was never placed.
-- Returns where the tenant is then, '' when it was never placed.
local found = redis.call('HGET', KEYS[1], ARGV[2])
if found == ARGV[3] or not found and ARGV[5] == '1' then
  redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
  return ARGV[4]
end
return found or ''
