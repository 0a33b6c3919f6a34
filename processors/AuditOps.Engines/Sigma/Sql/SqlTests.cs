using System.Text;
using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Sql;

/// <summary>Tests of a value as SQL. ASCII compares without case by <c>lower</c>, which touches ASCII alone, as the engine does; other letters fold otherwise and are left to it.</summary>
internal sealed class SqlTests(SqlPlaces places)
{
    /// <summary>A number that is written with a point or an exponent may be any number; with a sign it may be zero.</summary>
    private const string OtherNumber = "^-?[0-9]+(\\\\.[0-9]+)?([eE][+-]?[0-9]+)?$";

    /// <summary>The same inside a record, between things that cannot belong to it.</summary>
    private const string OtherNumberInside = "(^|[^0-9A-Za-z_.-])-?[0-9]+(\\\\.[0-9]+|(\\\\.[0-9]+)?[eE][+-]?[0-9]+)([^0-9A-Za-z_.-]|$)|-0";

    /// <summary>Shorter pieces stand in nearly every record.</summary>
    private const int ShortestPiece = 2;

    /// <summary>A test of a text that the table holds by itself.</summary>
    public SqlBounds OfValue(ValueTest test, string value) => test switch
    {
        TextTest text => Text(text, value),
        NumberTest number => places.Of(number.Canonical) is { } place ? new SqlBounds($"({value} = {place} OR match({value}, '{OtherNumber}'))", $"{value} = {place}") : SqlBounds.Unknown,
        NullTest => SqlBounds.Unknown,
        _ => SqlBounds.Unknown,
    };

    /// <summary>A test of something inside the raw record: what it asks for must be there somewhere, or be written with escapes.</summary>
    public SqlBounds OfRecord(ValueTest test) => test switch
    {
        TextTest text => Inside(text.Pattern),
        NumberTest number => places.Of(number.Canonical) is { } place ? SqlBounds.AtMost($"(position(raw, {place}) > 0 OR match(raw, '{OtherNumberInside}'))") : SqlBounds.Unknown,
        _ => SqlBounds.Unknown,
    };

    private SqlBounds Text(TextTest test, string value)
    {
        var parts = test.Pattern.Parts;
        var compared = test.Cased ? value : $"lower({value})";
        string? Place(string literal) => Ascii.IsValid(literal) || test.Cased ? places.Of(test.Cased ? literal : literal.ToLowerInvariant()) : null;
        switch (parts)
        {
            // Empty or absent: the table does not tell.
            case []:
                return SqlBounds.AtMost($"{value} = ''");
            case [{ Kind: PatternPartKind.Literal } whole] when Place(whole.Text) is { } place:
                return SqlBounds.Exactly($"{compared} = {place}");
            case [{ Kind: PatternPartKind.Literal } start, { Kind: PatternPartKind.Any }] when Place(start.Text) is { } place:
                return SqlBounds.Exactly($"startsWith({compared}, {place})");
            case [{ Kind: PatternPartKind.Any }, { Kind: PatternPartKind.Literal } end] when Place(end.Text) is { } place:
                return SqlBounds.Exactly($"endsWith({compared}, {place})");
            case [{ Kind: PatternPartKind.Any }, { Kind: PatternPartKind.Literal } middle, { Kind: PatternPartKind.Any }] when Place(middle.Text) is { } place:
                return SqlBounds.Exactly($"position({compared}, {place}) > 0");
        }

        var pieces = new List<SqlBounds>();
        foreach (var part in parts)
        {
            if (part.Kind == PatternPartKind.Literal && LongestRun(part.Text, static c => c < 128) is { Length: > 0 } run && places.Of(run.ToLowerInvariant()) is { } place)
                pieces.Add(SqlBounds.AtMost($"position(lower({value}), {place}) > 0"));
        }

        return pieces.Count == 0 ? SqlBounds.Unknown : SqlBounds.All(pieces);
    }

    private SqlBounds Inside(TextPattern pattern)
    {
        var longest = string.Empty;
        foreach (var part in pattern.Parts)
        {
            if (part.Kind == PatternPartKind.Literal && LongestRun(part.Text, IsWrittenAsItIs) is { } run && run.Length > longest.Length)
                longest = run;
        }

        return longest.Length >= ShortestPiece && places.Of(longest.ToLowerInvariant()) is { } place
            ? SqlBounds.AtMost($"(positionCaseInsensitive(raw, {place}) > 0 OR position(raw, '\\\\u00') > 0)")
            : SqlBounds.Unknown;
    }

    /// <summary>Every JSON writer may escape every character, but only as <c>\u00XX</c> these; the others have short escapes of their own, or are doubled in CSV.</summary>
    private static bool IsWrittenAsItIs(char c) => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_' or '.' or ':' or '@' or '=' or ',' or ';' or '(' or ')' or '#' or '-' or '*' or '$' or '%' or '!';

    private static string LongestRun(string text, Func<char, bool> fits)
    {
        var (from, length, start) = (0, 0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && fits(text[i]))
                continue;
            if (i - start > length)
                (from, length) = (start, i - start);
            start = i + 1;
        }

        return text.Substring(from, length);
    }
}
