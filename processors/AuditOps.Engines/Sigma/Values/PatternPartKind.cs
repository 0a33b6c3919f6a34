namespace AuditOps.Engines.Sigma.Values;

internal enum PatternPartKind
{
    /// <summary>Characters as they are.</summary>
    Literal,

    /// <summary><c>*</c>: any run of characters, also none.</summary>
    Any,

    /// <summary><c>?</c>: exactly one character (UTF-16 unit).</summary>
    One,

    /// <summary>One of the five characters that Windows programs take for an option's sign.</summary>
    Dash,

    /// <summary>A <c>%name%</c> that the <c>expand</c> modifier has to replace.</summary>
    Placeholder,
}
