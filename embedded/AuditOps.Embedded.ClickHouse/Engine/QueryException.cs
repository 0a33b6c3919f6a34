using System.Globalization;

namespace AuditOps.Embedded.ClickHouse.Engine;

/// <summary>A query's failure in ClickHouse's own terms: numeric code and text that starts with <c>Code: N. DB::Exception:</c>.</summary>
internal sealed class QueryException : EmbeddedClickHouseException
{
    public QueryException(int code, string text, string name)
        : base(ClickHouseFault.Query, string.Create(CultureInfo.InvariantCulture, $"Code: {code}. DB::Exception: {text} ({name})")) => Code = code;

    private QueryException(int code, string whole)
        : base(ClickHouseFault.Query, whole) => Code = code;

    public int Code { get; }

    /// <summary>Takes over a text the engine produced; without a code in it, it counts as a logical error (49).</summary>
    public static QueryException FromEngine(string text)
    {
        const string Prefix = "Code: ";
        var start = text.IndexOf(Prefix, StringComparison.Ordinal);
        if (start >= 0)
        {
            var digits = text.AsSpan(start + Prefix.Length);
            var length = 0;
            while (length < digits.Length && char.IsAsciiDigit(digits[length])) length++;
            if (int.TryParse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var code)) return new(code, text[start..]);
        }

        return new(ErrorCodes.LogicalError, text, "LOGICAL_ERROR");
    }
}
