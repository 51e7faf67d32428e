-- Take note of the end of a call: its slot is free, its tokens are known, its provider may have
-- said what is left or when to come back.
-- KEYS slots times calls told scarce
-- ARGV p nonce told_ms tokens unsent calls_sent tokens_sent paused_until
--      calls_left calls_until tokens_left tokens_until place scarce_until
-- '' is what is not known; tokens is what the call used; an unsent call counts nowhere. One that
-- was never counted has 0 calls_sent and tokens_sent.
local SLOTS, TIMES, CALLS, TOLD, SCARCE = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local nonce, used = ARGV[2], tonumber(ARGV[4])
local calls_sent, tokens_sent = tonumber(ARGV[6]), tonumber(ARGV[7])
local record = redis.call('HGET', CALLS, nonce)
local told = redis.call('HMGET', TOLD, 'paused_until', 'calls_at', 'tokens_at')
local calls_at, tokens_at = tonumber(told[2]), tonumber(told[3])
local now = server_ms()

redis.call('ZREM', SLOTS, nonce)
if record and ARGV[5] == '1' then
  local expected = cmsgpack.unpack(record)[1]
  redis.call('HINCRBY', CALLS, 'tokens', -expected)
  redis.call('HDEL', CALLS, nonce)
  redis.call('ZREM', TIMES, nonce)
  -- It is among those since the provider spoke, which are taken off what is left.
  if calls_at and calls_sent > calls_at then redis.call('HINCRBY', TOLD, 'calls_left', 1) end
  if tokens_at and tokens_sent > tokens_at then
    redis.call('HINCRBY', TOLD, 'tokens_left', expected)
  end
elseif record and used then
  record = cmsgpack.unpack(record)
  redis.call('HINCRBY', CALLS, 'tokens', used - record[1])
  record[1] = used
  redis.call('HSET', CALLS, nonce, cmsgpack.pack(record))
end

local function note(...)
  redis.call('HSET', TOLD, ...)
  redis.call('PEXPIRE', TOLD, ARGV[3])
end
if ARGV[8] ~= '' and tonumber(ARGV[8]) > tonumber(told[1] or 0) then
  note('paused_until', ARGV[8])
end
-- What a later call was told is newer. When one was sent that was not counted nobody knows: what
-- it was told is heeded if it leaves no more, and holds as of now.
local function heed(what, left, until_ms, sent)
  if left == '' then return end
  local known = redis.call('HMGET', TOLD, what, what .. '_at', what .. '_left', what .. '_until')
  for i = 1, 4 do known[i] = tonumber(known[i] or 0) end
  local news = sent >= known[2]
  if sent == 0 then
    local expected = known[3] - (known[1] - known[2])
    news, sent = known[4] <= now or tonumber(left) <= expected, known[1]
  end
  if news then note(what .. '_left', left, what .. '_at', sent, what .. '_until', until_ms) end
end
heed('calls', ARGV[9], ARGV[10], calls_sent)
heed('tokens', ARGV[11], ARGV[12], tokens_sent)
if ARGV[14] ~= '' then
  redis.call('ZREMRANGEBYSCORE', SCARCE, '-inf', now)
  redis.call('ZADD', SCARCE, 'GT', ARGV[14], ARGV[13])
  redis.call('PEXPIRE', SCARCE, ARGV[3])
end
return 'left'
