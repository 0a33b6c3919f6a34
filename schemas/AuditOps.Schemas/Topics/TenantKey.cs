using System.Diagnostics.CodeAnalysis;

namespace AuditOps.Schemas.Topics;

/// <summary>The immutable name of a tenant: 1 to 63 lower-case letters, digits and hyphens.</summary>
public readonly record struct TenantKey
{
    public const int MaxLength = 63;

    private readonly string? _value;

    private TenantKey(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("A tenant key that was never set.");

    public static bool TryParse([NotNullWhen(true)] string? text, out TenantKey key)
    {
        var valid = text is { Length: > 0 and <= MaxLength };
        for (var i = 0; valid && i < text!.Length; i++)
            valid = char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i]) || text[i] == '-';
        key = valid ? new TenantKey(text!) : default;
        return valid;
    }

    /// <exception cref="FormatException">The text is not a tenant key; the message says what one looks like.</exception>
    public static TenantKey Parse(string? text) => TryParse(text, out var key)
        ? key
        : throw new FormatException($"'{text}' is not a tenant name: use 1 to {MaxLength} lower-case letters, digits and hyphens, for example contoso-prod.");

    public override string ToString() => _value ?? string.Empty;
}
