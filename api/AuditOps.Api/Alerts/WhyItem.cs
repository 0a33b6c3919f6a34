namespace AuditOps.Api.Alerts;

/// <summary>A condition of the rule that held.</summary>
/// <param name="Field">As the rule names it; empty for keywords.</param>
/// <param name="Operator">Sigma modifiers; equals without any.</param>
/// <param name="Expected">What the rule asks for.</param>
/// <param name="Actual">What the event had; absent for a missing field.</param>
internal sealed record WhyItem(string Field, string Operator, string Expected, string? Actual);
