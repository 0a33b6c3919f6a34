using System.Text.RegularExpressions;

namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>The expression is found somewhere in the value. It is built once, when the rule is loaded, and shared by all plans: building costs far more than asking.</summary>
internal sealed record RegexTest(Regex Expression) : ValueTest
{
    public string Pattern => Expression.ToString();

    public RegexOptions Options => Expression.Options;
}
