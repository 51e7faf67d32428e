"""Families of models and who makes them, as they are called in prose."""

import re


def _words(row: str) -> frozenset[str]:
    return frozenset(row.split())


MAKERS = _words(
    "gpt chatgpt claude anthropic openai gemini gemma deepmind grok xai deepseek kimi "
    "moonshot llama mistral mixtral codestral magistral ministral qwen alibaba tongyi "
    "cohere nvidia nemotron microsoft phi amazon bedrock perplexity sonar minimax zhipu "
    "glm baichuan ernie baidu doubao bytedance hunyuan tencent yi falcon jamba copilot "
    "bard opus sonnet haiku huggingface openrouter ollama groq cerebras meta google apple "
    "ibm granite xiaomi mimo smollm stepfun inflection databricks dbrx olmo vicuna reka "
    "writer palmyra arcee"
)
"""Families of models and who makes them."""
MAKERS_WRITTEN_LARGE = _words(
    "meta google apple amazon microsoft opus sonnet haiku granite falcon phi yi bard "
    "sonar gemini inflection writer llama bedrock copilot perplexity mistral reka claude "
    "grok"
)
"""Those of them that are also words; a name only where they begin with a capital."""
MAKERS_BENT = tuple(
    _words(
        "claude gemini grok mistral deepseek openai chatgpt anthropic google microsoft qwen nvidia"
    )
)
"""Those that are the beginning of hardly any other word: found in their bent forms, too."""
MAKERS_WIDE = re.compile(
    "谷歌|微软|苹果公司|深度求索|月之暗面|通义|千问|文心一言|百度|阿里巴巴|豆包|智谱|混元|克劳德|格罗克|米斯特拉尔"
    "|オープンエーアイ|グーグル|クロード|ジェミニ|グロック|ミストラル|ディープシーク"
    "|미스트랄|딥시크|클로드|제미나이|구글|오픈에이아이|그록"
    "|клод|джемини|дипсик|грок|гугл|мистраль ?аи|كلود|جيميني|جروك|ديب ?سيك|ميسترال"
    "|κλοντ|τζέμινι|קלוד|ג'מיני|क्लॉड|जेमिनी|คล็อด|เจมินี"
)
"""The best known of them as other scripts spell them."""
