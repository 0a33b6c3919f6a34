namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>What the modifiers of a field make of its values.</summary>
internal enum TestKind
{
    Text,
    Regex,
    Network,
    Compare,
    Exists,
    FieldReference,
    AfterHours,
}
