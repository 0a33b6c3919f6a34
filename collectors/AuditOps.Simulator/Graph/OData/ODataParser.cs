using System.Globalization;

namespace AuditOps.Simulator.Graph.OData;

/// <summary>Reads the part of OData 4.01's filter grammar that Graph's audit resources understand.</summary>
internal sealed class ODataParser
{
    private const int MostLetters = 8_192;
    private const int MostDepth = 40;
    private static readonly string[] Operators = ["eq", "ne", "gt", "ge", "lt", "le"];

    private readonly string _text;
    private readonly IReadOnlySet<string> _properties;
    private int _at;
    private int _depth;

    private ODataParser(string text, IReadOnlySet<string> properties)
    {
        _text = text;
        _properties = properties;
    }

    /// <exception cref="ODataException">It cannot be read, or names a property that the resource does not have.</exception>
    public static ODataNode Parse(string text, IReadOnlySet<string> properties)
    {
        if (text.Length > MostLetters) throw new ODataException("Invalid filter clause: it is too long.");
        var parser = new ODataParser(text, properties);
        var node = parser.Or(null);
        parser.Blanks();
        return parser._at == text.Length ? node : throw parser.Wrong();
    }

    private ODataNode Or(string? variable)
    {
        var left = And(variable);
        while (Word("or")) left = new OrNode(left, And(variable));
        return left;
    }

    private ODataNode And(string? variable)
    {
        var left = Unary(variable);
        while (Word("and")) left = new AndNode(left, Unary(variable));
        return left;
    }

    private ODataNode Unary(string? variable)
    {
        if (++_depth > MostDepth) throw new ODataException("Invalid filter clause: it is nested too deeply.");
        try
        {
            if (Word("not")) return new NotNode(Unary(variable));
            if (!Sign('(')) return Term(variable);
            var inner = Or(variable);
            Expect(')');
            return inner;
        }
        finally
        {
            _depth--;
        }
    }

    private ODataNode Term(string? variable)
    {
        var name = Name();
        if (name is "startswith" or "endswith" or "contains")
        {
            Expect('(');
            var path = Path(Name(), variable);
            Expect(',');
            var text = Literal().Text ?? throw Wrong();
            Expect(')');
            return new FunctionNode(name, path, text);
        }

        if (name.EndsWith("/any", StringComparison.Ordinal))
        {
            var path = Path(name[..^"/any".Length], null);
            Expect('(');
            var own = Name();
            Expect(':');
            var inner = Or(own);
            Expect(')');
            return new AnyNode(path!, inner);
        }

        var left = Path(name, variable);
        var op = Name();
        return Array.IndexOf(Operators, op) >= 0 ? new CompareNode(left, op, Literal()) : throw Wrong();
    }

    private string? Path(string name, string? variable)
    {
        if (variable is not null && name == variable) return null;
        var slash = name.IndexOf('/');
        return _properties.Contains(slash < 0 ? name : name[..slash]) ? name : throw new ODataException($"Could not find a property named '{name}' on the resource.");
    }

    private ODataLiteral Literal()
    {
        Blanks();
        if (_at < _text.Length && _text[_at] == '\'') return new ODataLiteral(Text: Quoted());
        var start = _at;
        while (_at < _text.Length && _text[_at] is not (' ' or ')' or ',')) _at++;
        var word = _text[start.._at];
        if (word == "null") return new ODataLiteral();
        if (word is "true" or "false") return new ODataLiteral(Truth: word == "true");
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return new ODataLiteral(Number: number);
        if (DateTime.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return new ODataLiteral(Time: time);
        throw Wrong();
    }

    private string Quoted()
    {
        var text = new System.Text.StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            if (_text[_at] != '\'') text.Append(_text[_at]);
            else if (_at + 1 < _text.Length && _text[_at + 1] == '\'') text.Append(_text[_at++]);
            else
            {
                _at++;
                return text.ToString();
            }
        }

        throw Wrong();
    }

    private string Name()
    {
        Blanks();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '/')) _at++;
        return _at > start ? _text[start.._at] : throw Wrong();
    }

    /// <summary>Takes a word when it is next and stands alone.</summary>
    private bool Word(string word)
    {
        Blanks();
        var end = _at + word.Length;
        if (end >= _text.Length || !_text.AsSpan(_at, word.Length).SequenceEqual(word) || _text[end] is not (' ' or '(')) return false;
        _at = end;
        return true;
    }

    private bool Sign(char sign)
    {
        Blanks();
        if (_at >= _text.Length || _text[_at] != sign) return false;
        _at++;
        return true;
    }

    private void Expect(char sign)
    {
        if (!Sign(sign)) throw Wrong();
    }

    private void Blanks()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }

    private ODataException Wrong() => new(string.Create(CultureInfo.InvariantCulture, $"Invalid filter clause: syntax error at position {_at} in '{_text}'."));
}
