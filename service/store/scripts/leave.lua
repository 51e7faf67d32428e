-- Take note of the end of a call: its slot is free, its tokens are known, its provider may have
-- said what is left or when to come back.
-- KEYS slots times calls told
-- ARGV p nonce told_ms tokens unsent calls_sent tokens_sent paused_until
--      calls_left calls_until tokens_left tokens_until
-- '' is what is not known; tokens is what the call used; an unsent call counts nowhere.
local SLOTS, TIMES, CALLS, TOLD = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local nonce, used = ARGV[2], tonumber(ARGV[4])
local calls_sent, tokens_sent = tonumber(ARGV[6]), tonumber(ARGV[7])
local record = redis.call('HGET', CALLS, nonce)
local told = redis.call('HMGET', TOLD, 'paused_until', 'calls_at', 'tokens_at')
local calls_at, tokens_at = tonumber(told[2]), tonumber(told[3])

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
-- What a later call was told is newer.
if ARGV[9] ~= '' and calls_sent >= (calls_at or 0) then
  note('calls_left', ARGV[9], 'calls_at', ARGV[6], 'calls_until', ARGV[10])
end
if ARGV[11] ~= '' and tokens_sent >= (tokens_at or 0) then
  note('tokens_left', ARGV[11], 'tokens_at', ARGV[7], 'tokens_until', ARGV[12])
end
return 'left'
