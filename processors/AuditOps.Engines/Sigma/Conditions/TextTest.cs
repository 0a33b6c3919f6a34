using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>The whole value fits the pattern. Numbers and booleans are their text, objects and arrays their JSON as written.</summary>
internal sealed record TextTest(TextPattern Pattern, bool Cased) : ValueTest;
