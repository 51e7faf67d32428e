-- CALL, first half: reserve provider calls, if the worker still owns the debate, which still has the
-- status and the round that they are for, and the answers are still missing.
-- KEYS state responses calls
-- ARGV p claim_job claim_token status round budget (response_field call_field call)*
-- budget is '' where there is none; else new calls are reserved together or, 'over_budget', not at
-- all. Returns the list of call fields reserved, or 'lost', 'closed' or 'over_budget'.
local state = redis.call('HMGET', KEYS[1], 'status', 'round')
if not owns(ARGV[2], ARGV[3]) then return 'lost' end
if state[1] ~= ARGV[4] or state[2] ~= ARGV[5] then return 'closed' end
local reserved, new = {}, {}
for i = 7, #ARGV, 3 do
  if redis.call('HEXISTS', KEYS[2], ARGV[i]) == 0 then
    local before = redis.call('HGET', KEYS[3], ARGV[i + 1])
    if not before then new[#new + 1] = i end
    if not before or before == ARGV[i + 2] then reserved[#reserved + 1] = ARGV[i + 1] end
  end
end
if #new > 0 and ARGV[6] ~= '' then
  local calls, held = redis.call('HVALS', KEYS[3]), 0
  for _, i in ipairs(new) do calls[#calls + 1] = ARGV[i + 2] end
  for _, call in ipairs(calls) do held = held + cmsgpack.unpack(call).held_usd end
  if held > tonumber(ARGV[6]) then return 'over_budget' end
end
for _, i in ipairs(new) do redis.call('HSET', KEYS[3], ARGV[i + 1], ARGV[i + 2]) end
if #new > 0 then redis.call('HINCRBY', KEYS[1], 'rev', 1) end
return reserved
