-- Admit one call to a provider, if there is room for it in the operator's limits and in what the
-- provider has said of its own.
-- KEYS slots times calls told
-- ARGV p nonce tokens slot_ms window_ms told_ms concurrency requests tokens_a_window
-- '' is no limit.
-- Returns {'admitted', calls, tokens}: how much that model has been sent, this call included; or
-- {obstacle, until_ms}: what is in the way for longest, and until when, 0 if nobody knows.
local SLOTS, TIMES, CALLS, TOLD = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local nonce, tokens, slot_ms, window_ms =
  ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local concurrency, most_calls, most_tokens =
  tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
-- The same call sent again: its first reply may have been lost on the way.
local before = redis.call('HGET', CALLS, nonce)
if before then
  before = cmsgpack.unpack(before)
  return {'admitted', before[2], before[3]}
end
local now = server_ms()
redis.call('ZREMRANGEBYSCORE', SLOTS, '-inf', now)
local past = redis.call('ZRANGEBYSCORE', TIMES, '-inf', now - window_ms, 'LIMIT', 0, 1000)
for _, old in ipairs(past) do
  local record = redis.call('HGET', CALLS, old)
  if record then redis.call('HINCRBY', CALLS, 'tokens', -cmsgpack.unpack(record)[1]) end
  redis.call('HDEL', CALLS, old)
  redis.call('ZREM', TIMES, old)
end

local told = redis.call('HMGET', TOLD, 'calls', 'tokens', 'paused_until',
  'calls_left', 'calls_at', 'calls_until', 'tokens_left', 'tokens_at', 'tokens_until')
for i = 1, 9 do told[i] = tonumber(told[i] or 0) end
local obstacle, until_ms
local function blocked(by, at)
  if not obstacle or at > until_ms then obstacle, until_ms = by, at end
end
-- The calls that have left the window by then make enough room.
local function leaves_window(index)
  local entry = redis.call('ZRANGE', TIMES, index, index, 'WITHSCORES')
  return entry[2] + window_ms
end

if told[3] > now then blocked('paused', told[3]) end
if told[6] > now and told[4] - (told[1] - told[5]) < 1 then blocked('told_requests', told[6]) end
if told[9] > now and told[7] - (told[2] - told[8]) < tokens then
  blocked('told_tokens', told[9])
end
if concurrency and redis.call('ZCARD', SLOTS) >= concurrency then blocked('concurrency', 0) end
local count = redis.call('ZCARD', TIMES)
if most_calls and count >= most_calls then
  blocked('requests', leaves_window(count - most_calls))
end
if most_tokens and count > 0 then
  -- A call that is larger than the limit itself goes alone.
  local room = most_tokens - math.min(tokens, most_tokens)
  local used = tonumber(redis.call('HGET', CALLS, 'tokens') or 0)
  if used > room then
    local oldest, last = redis.call('ZRANGE', TIMES, 0, 99), 0
    for i, old in ipairs(oldest) do
      used, last = used - cmsgpack.unpack(redis.call('HGET', CALLS, old))[1], i - 1
      if used <= room then break end
    end
    blocked('tokens', leaves_window(last))
  end
end
if obstacle then return {obstacle, until_ms} end

local calls_sent, tokens_sent = told[1] + 1, told[2] + tokens
redis.call('HSET', CALLS, nonce, cmsgpack.pack({tokens, calls_sent, tokens_sent}))
redis.call('HINCRBY', CALLS, 'tokens', tokens)
redis.call('ZADD', TIMES, now, nonce)
redis.call('HSET', TOLD, 'calls', calls_sent, 'tokens', tokens_sent)
redis.call('PEXPIRE', CALLS, window_ms)
redis.call('PEXPIRE', TIMES, window_ms)
redis.call('PEXPIRE', TOLD, ARGV[6])
if concurrency then
  redis.call('ZADD', SLOTS, now + slot_ms, nonce)
  redis.call('PEXPIRE', SLOTS, slot_ms)
end
return {'admitted', calls_sent, tokens_sent}
