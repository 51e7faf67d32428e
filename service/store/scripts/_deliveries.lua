-- As the queue's, which stand before these: the one place that knows the keys of deliveries.
-- A delivery is named `tenant|id`. Its job is in the fast lane, or in the slow one while its line
-- fails; which of the two it was put into is not remembered, so both are looked at.
local FAST, SLOW = 'deliver:', 'retry:'
local DELIVERIES = p .. 'deliveries'
local PENDING, CANCELED = 'pending', 'canceled'

local function within(name, act, ...)
  enter(name)
  local answer = act(...)
  enter('')
  return answer
end

-- Returns what the keys of its tenant begin with, and its id.
local function parted(delivery)
  local tenant, id = string.match(delivery, '^([^|]*)|(.*)$')
  return p .. 't:' .. tenant .. ':', id
end

local function record_of(delivery)
  local of_tenant, id = parted(delivery)
  return of_tenant .. 'dlv:' .. id
end

local function failing_of(job)
  return p .. 'failing:' .. line_of(job)
end

local function lane_for(job)
  return redis.call('EXISTS', failing_of(job)) == 1 and SLOW or FAST
end

-- Returns the lane in which the job is owned under that token; nil when it is nowhere.
local function lane_of_owner(job, token)
  if within(FAST, owns, job, token) then return FAST end
  if within(SLOW, owns, job, token) then return SLOW end
end

local function is_known(job)
  return within(FAST, known, job) or within(SLOW, known, job)
end

local function drop_anywhere(job, token)
  for _, name in ipairs({FAST, SLOW}) do
    if within(name, known, job) then within(name, drop, job, token) end
  end
end

local function list(index, id)
  redis.call('ZADD', index, 0, id)
end

local function unlist(index, id)
  redis.call('ZREM', index, id)
end

-- Do that with every index in which it stands whatever becomes of it.
local function with_its_indexes(act, delivery, debate, endpoint)
  local of_tenant, id = parted(delivery)
  act(of_tenant .. 'idx:deliveries', id)
  if debate ~= '' then act(of_tenant .. 'd:' .. debate .. ':dlv', id) end
  if endpoint ~= '' then act(of_tenant .. 'whe:' .. endpoint .. ':dlv', id) end
end

local function with_those_of_a_status(act, delivery, endpoint, status)
  local of_tenant, id = parted(delivery)
  act(of_tenant .. 'idx:deliveries:' .. status, id)
  if endpoint ~= '' then act(of_tenant .. 'whe:' .. endpoint .. ':dlv:' .. status, id) end
end

local function change_status(delivery, status)
  local record = record_of(delivery)
  local found = redis.call('HMGET', record, 'status', 'endpoint')
  redis.call('HSET', record, 'status', status)
  with_those_of_a_status(unlist, delivery, found[2], found[1])
  with_those_of_a_status(list, delivery, found[2], status)
end

local function look_again(delivery, at)
  redis.call('ZADD', DELIVERIES, at, delivery)
end

-- Put its job, which is nowhere, into its lane, to be run after that time: by the server's clock, for
-- that of a machine that slept may still be behind.
local function plan(job, payload, expires_ms, delay_ms)
  enter(lane_for(job))
  if tonumber(delay_ms) <= 0 then
    enqueue(job, payload, expires_ms, server_ms())
  else
    redis.call('SET', 'arq:job:' .. job, payload, 'PX', expires_ms)
    redis.call('ZADD', lane .. DELAYED, server_ms() + delay_ms, job)
    wake(job)
  end
  enter('')
end

-- Write a new one down, and queue its job. `more` are further fields of the record.
local function owe(delivery, owed, expires_ms, at, look_at, ...)
  redis.call('HSET', record_of(delivery), 'rev', 1, 'status', PENDING, 'job', owed.job,
    'debate', owed.debate, 'endpoint', owed.endpoint, 'data', owed.data, ...)
  with_its_indexes(list, delivery, owed.debate, owed.endpoint)
  with_those_of_a_status(list, delivery, owed.endpoint, PENDING)
  look_again(delivery, look_at)
  within(lane_for(owed.job), enqueue, owed.job, owed.payload, expires_ms, at)
end

-- What a step owes, and by which endpoints that was decided, is told by its last arguments:
--   endpoints_rev owed_count [payload_expires_ms look_at (event id endpoint job payload data)*]
-- `first` is the place of the first of them, `event` that of a delivery's event in the step.
local function same_endpoints(endpoints, first)
  return (redis.call('HGET', endpoints, 'rev') or '0') == ARGV[first]
end

local function owe_all(tenant, debate, first, events)
  if ARGV[first + 1] == '0' then return end
  for i = first + 4, #ARGV, 6 do
    local event = events[tonumber(ARGV[i])]
    local owed = {debate = debate, endpoint = ARGV[i + 2], job = ARGV[i + 3],
      payload = ARGV[i + 4], data = ARGV[i + 5]}
    owe(tenant .. '|' .. ARGV[i + 1], owed, ARGV[first + 2], event.at, ARGV[first + 3],
      'sequence', event.sequence, 'at', event.at)
  end
end

-- Cancel one if it is pending.
local function call_off(delivery, kept_ms)
  local record = record_of(delivery)
  local found = redis.call('HMGET', record, 'status', 'job')
  if found[1] ~= PENDING then return end
  drop_anywhere(found[2])
  change_status(delivery, CANCELED)
  redis.call('HINCRBY', record, 'rev', 1)
  look_again(delivery, server_ms() + kept_ms)
end

-- Cancel one if it is pending, and remove what it would say. Whoever decides on it just now finds
-- that it has changed.
local function empty(delivery, kept_ms)
  call_off(delivery, kept_ms)
  if redis.call('HSETNX', record_of(delivery), 'emptied', 1) == 1 then
    redis.call('HDEL', record_of(delivery), 'body')
    redis.call('HINCRBY', record_of(delivery), 'rev', 1)
  end
end

-- Empty those of a debate that come next after that one, at most so many. Returns the last of them
-- where more may follow, else nil.
local function empty_some(tenant, debate, after, most, kept_ms)
  local of_debate = p .. 't:' .. tenant .. ':d:' .. debate .. ':dlv'
  local first = after == '' and '-' or '(' .. after
  local found = redis.call('ZRANGEBYLEX', of_debate, first, '+', 'LIMIT', 0, most)
  for _, id in ipairs(found) do empty(tenant .. '|' .. id, kept_ms) end
  return #found == tonumber(most) and found[#found] or nil
end

local function forget(delivery)
  local record = record_of(delivery)
  local found = redis.call('HMGET', record, 'status', 'debate', 'endpoint')
  if found[1] then
    with_its_indexes(unlist, delivery, found[2], found[3])
    with_those_of_a_status(unlist, delivery, found[3], found[1])
  end
  redis.call('DEL', record)
  redis.call('ZREM', DELIVERIES, delivery)
end
