using System.Text.RegularExpressions;

namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>The expression is found somewhere in the value.</summary>
internal sealed record RegexTest(string Pattern, RegexOptions Options) : ValueTest;
