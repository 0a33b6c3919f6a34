namespace AuditOps.Engines.Sigma.Yaml;

/// <summary>How a scalar is to be read: YAML 1.2's core schema for plain text, always text when quoted.</summary>
public enum ScalarKind
{
    Text,
    Null,
    Boolean,
    Integer,
    Float,
}
