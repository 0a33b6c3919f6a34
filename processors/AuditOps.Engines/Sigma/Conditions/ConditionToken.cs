namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>A word or bracket of a condition and where it stands (characters from 1, for messages).</summary>
internal readonly record struct ConditionToken(string Text, int Column)
{
    public bool IsWord => Text.Length > 0 && Text is not ("(" or ")");
}
