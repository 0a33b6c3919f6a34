namespace AuditOps.Engines.Sigma;

/// <summary>
/// Bounds of what one rule file and one rule may hold. Far above what people write (SigmaHQ's largest rule lists 1,090 values; nesting stays below 8) and low
/// enough that a hostile file costs milliseconds.
/// </summary>
internal static class SigmaLimits
{
    /// <summary>Characters of a file.</summary>
    public const int FileLength = 1 << 20;

    /// <summary>Levels of lists and maps.</summary>
    public const int Depth = 32;

    /// <summary>Nodes of a file, each alias counted with everything it stands for.</summary>
    public const int Nodes = 100_000;

    /// <summary>Documents of a file.</summary>
    public const int Documents = 1_000;

    /// <summary>Values of one field after placeholders and encodings have multiplied them.</summary>
    public const int Values = 50_000;

    /// <summary>Tests of one rule; a search that a condition names twice counts twice.</summary>
    public const int Tests = 100_000;

    /// <summary>Regular expressions of one rule: each costs some 100 KiB and a fraction of a millisecond to build (SigmaHQ's whole corpus has 217).</summary>
    public const int Regexes = 200;

    /// <summary>Characters of a field name.</summary>
    public const int FieldName = 256;

    /// <summary>Parts of a dotted field name.</summary>
    public const int FieldParts = 16;

    /// <summary>Characters of a condition.</summary>
    public const int Condition = 8_192;

    /// <summary>Brackets and negations within each other in a condition.</summary>
    public const int ConditionDepth = 64;

    /// <summary>Correlations that build on each other.</summary>
    public const int CorrelationDepth = 32;

    /// <summary>Largest number that events or values are counted up to: a group must hold what it counts.</summary>
    public const int Threshold = 20_000;

    /// <summary>Characters of a regular expression.</summary>
    public const int Regex = 4_096;

    /// <summary>Characters of a title (specification: 256).</summary>
    public const int Title = 256;
}
