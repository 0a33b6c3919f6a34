namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>Cuts a condition into words and brackets.</summary>
internal static class ConditionTokens
{
    public static List<ConditionToken> Read(string condition, int line)
    {
        if (condition.Length > SigmaLimits.Condition)
            throw new SigmaSyntaxException(line, $"the condition has {condition.Length} characters; the limit is {SigmaLimits.Condition}.");
        var tokens = new List<ConditionToken>();
        for (var at = 0; at < condition.Length;)
        {
            var letter = condition[at];
            if (char.IsWhiteSpace(letter))
            {
                at++;
            }
            else if (letter is '(' or ')')
            {
                tokens.Add(new ConditionToken(letter.ToString(), ++at));
            }
            else if (IsWord(letter))
            {
                var start = at;
                while (at < condition.Length && IsWord(condition[at]))
                    at++;
                tokens.Add(new ConditionToken(condition[start..at], start + 1));
            }
            else if (letter == '|')
            {
                throw new SigmaSyntaxException(line, "the condition has an aggregation after '|'; Sigma 2 has correlation documents instead.");
            }
            else
            {
                throw new SigmaSyntaxException(line, $"the condition has an unexpected '{letter}' at character {at + 1}.");
            }
        }

        return tokens;
    }

    private static bool IsWord(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '*';
}
