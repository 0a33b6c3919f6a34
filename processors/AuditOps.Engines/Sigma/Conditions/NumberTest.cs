using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>The value is this number, or a text that is this number.</summary>
/// <param name="Canonical">See <see cref="NumberText.Canonical"/>.</param>
internal sealed record NumberTest(string Canonical) : ValueTest;
