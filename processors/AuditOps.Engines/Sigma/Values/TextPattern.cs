using System.Text;

namespace AuditOps.Engines.Sigma.Values;

/// <summary>
/// A Sigma value as text: literals and wildcards, normalised (no empty or neighbouring literals, no neighbouring stars), so that equal patterns are equal objects.
/// </summary>
internal sealed class TextPattern : IEquatable<TextPattern>
{
    private readonly PatternPart[] _parts;

    private TextPattern(PatternPart[] parts) => _parts = parts;

    public ReadOnlySpan<PatternPart> Parts => _parts;

    /// <summary>No wildcard: the value itself.</summary>
    public bool IsLiteral => _parts.Length == 0 || _parts is [{ Kind: PatternPartKind.Literal }];

    /// <summary>The value itself; only where <see cref="IsLiteral"/>.</summary>
    public string Literal => _parts.Length == 0 ? string.Empty : _parts[0].Text;

    public static TextPattern Of(string literal) => literal.Length == 0 ? new([]) : new([new PatternPart(PatternPartKind.Literal, literal)]);

    public static TextPattern From(IEnumerable<PatternPart> parts)
    {
        var kept = new List<PatternPart>();
        foreach (var part in parts)
        {
            if (part is { Kind: PatternPartKind.Literal, Text.Length: 0 })
                continue;
            if (kept.Count > 0 && part.Kind == kept[^1].Kind)
            {
                if (part.Kind == PatternPartKind.Any)
                    continue;
                if (part.Kind == PatternPartKind.Literal)
                {
                    kept[^1] = kept[^1] with { Text = kept[^1].Text + part.Text };
                    continue;
                }
            }

            kept.Add(part);
        }

        return new TextPattern([.. kept]);
    }

    public bool Has(PatternPartKind kind)
    {
        foreach (var part in _parts)
        {
            if (part.Kind == kind)
                return true;
        }

        return false;
    }

    /// <summary>With a star before and / or after it.</summary>
    public TextPattern Open(bool start, bool end)
    {
        var parts = new List<PatternPart>(_parts.Length + 2);
        if (start)
            parts.Add(PatternPart.Any);
        parts.AddRange(_parts);
        if (end)
            parts.Add(PatternPart.Any);
        return From(parts);
    }

    public bool Equals(TextPattern? other) => other is not null && _parts.AsSpan().SequenceEqual(other._parts);

    public override bool Equals(object? obj) => Equals(obj as TextPattern);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var part in _parts)
            hash.Add(part);
        return hash.ToHashCode();
    }

    /// <summary>In Sigma's own notation, with a backslash before the hyphen for a dash of windash; different patterns have different texts.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            _ = part.Kind switch
            {
                PatternPartKind.Any => text.Append('*'),
                PatternPartKind.One => text.Append('?'),
                PatternPartKind.Dash => text.Append("\\-"),
                PatternPartKind.Placeholder => text.Append("\\%").Append(part.Text).Append('%'),
                _ => text.Append(part.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal)),
            };
        }

        return text.ToString();
    }
}
