using System.Buffers;

namespace AuditOps.Engines.Sigma.Values;

/// <summary>
/// Matches one pattern against whole values. The pattern is cut at its stars into pieces; the first and last hold the ends, the others are found from left to
/// right, each at its first place, which is enough (a later place never helps). Costs length × pieces at worst, never more.
/// </summary>
internal sealed class PatternMatcher
{
    private readonly Piece[] _pieces;
    private readonly bool _openStart;
    private readonly bool _openEnd;
    private readonly StringComparison _comparison;
    private readonly int _shortest;

    public PatternMatcher(TextPattern pattern, bool cased)
    {
        _comparison = cased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var pieces = new List<Piece>();
        var piece = new List<PatternPart>();
        var parts = pattern.Parts;
        foreach (var part in parts)
        {
            if (part.Kind == PatternPartKind.Any)
            {
                Cut();
                continue;
            }

            piece.Add(part);
        }

        Cut();
        _pieces = [.. pieces];
        _openStart = parts.Length > 0 && parts[0].Kind == PatternPartKind.Any;
        _openEnd = parts.Length > 0 && parts[^1].Kind == PatternPartKind.Any;
        foreach (var each in _pieces)
            _shortest += each.Length;

        void Cut()
        {
            if (piece.Count > 0)
                pieces.Add(new Piece([.. piece], _comparison));
            piece.Clear();
        }
    }

    public bool IsMatch(ReadOnlySpan<char> text)
    {
        if (text.Length < _shortest)
            return false;
        if (_pieces.Length == 0)
            return _openStart || text.IsEmpty;
        int first = 0, last = _pieces.Length - 1;
        if (!_openStart)
        {
            if (!_pieces[0].IsAt(text))
                return false;
            text = text[_pieces[0].Length..];
            if (last == 0)
                return _openEnd || text.IsEmpty;
            first = 1;
        }

        if (!_openEnd)
        {
            var piece = _pieces[last];
            if (text.Length < piece.Length || !piece.IsAt(text[^piece.Length..]))
                return false;
            text = text[..^piece.Length];
            last--;
        }

        for (; first <= last; first++)
        {
            var at = _pieces[first].IndexIn(text);
            if (at < 0)
                return false;
            text = text[(at + _pieces[first].Length)..];
        }

        return true;
    }

    /// <summary>What stands between two stars: literals, single characters and dashes, of fixed length.</summary>
    private sealed class Piece
    {
        private readonly PatternPart[] _parts;
        private readonly StringComparison _comparison;
        private readonly string? _literal;
        private readonly int _literalOffset;

        // Made when it is first needed, because most patterns are only compared at an end. Without the tables of a culture a plain search without regard to case goes character by
        // character; this one does not.
        private SearchValues<string>? _search;

        public Piece(PatternPart[] parts, StringComparison comparison)
        {
            _parts = parts;
            _comparison = comparison;
            var longest = 0;
            foreach (var part in parts)
            {
                if (part.Kind == PatternPartKind.Literal && part.Text.Length > longest)
                {
                    longest = part.Text.Length;
                    _literal = part.Text;
                    _literalOffset = Length;
                }

                Length += part.Kind == PatternPartKind.Literal ? part.Text.Length : 1;
            }
        }

        public int Length { get; }

        public bool IsAt(ReadOnlySpan<char> text)
        {
            if (text.Length < Length)
                return false;
            foreach (var part in _parts)
            {
                switch (part.Kind)
                {
                    case PatternPartKind.Literal:
                        if (!text.StartsWith(part.Text, _comparison))
                            return false;
                        text = text[part.Text.Length..];
                        break;
                    case PatternPartKind.Dash:
                        if (!Dashes.IsDash(text[0]))
                            return false;
                        text = text[1..];
                        break;
                    default:
                        text = text[1..];
                        break;
                }
            }

            return true;
        }

        public int IndexIn(ReadOnlySpan<char> text)
        {
            if (_literal is null)
            {
                for (var at = 0; at + Length <= text.Length; at++)
                {
                    if (IsAt(text[at..]))
                        return at;
                }

                return -1;
            }

            var search = _search ??= SearchValues.Create([_literal], _comparison);
            for (var from = 0; from + Length <= text.Length;)
            {
                var found = text[(from + _literalOffset)..].IndexOfAny(search);
                if (found < 0)
                    return -1;
                var at = from + found;
                if (_parts.Length == 1 || IsAt(text[at..]))
                    return at;
                from = at + 1;
            }

            return -1;
        }
    }
}
