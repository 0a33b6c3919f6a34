using System.Globalization;
using System.Text;

namespace AuditOps.Warehouse.Client;

/// <summary>
/// Values of a query's <c>{name:Type}</c> places. They travel beside the query text as <c>param_name</c>, never inside it.
/// Text form: <see href="https://clickhouse.com/docs/interfaces/http#cli-queries-with-parameters"/> (values are read as TabSeparated fields, hence the escapes).
/// </summary>
public sealed class QueryParameters
{
    private readonly List<KeyValuePair<string, string>> values = [];

    public IReadOnlyList<KeyValuePair<string, string>> Values => values;

    public QueryParameters Add(string name, string value) => AddText(name, EscapeField(value));

    public QueryParameters Add(string name, long value) => AddText(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>For a place of type <c>Array(String)</c>.</summary>
    public QueryParameters Add(string name, IReadOnlyCollection<string> items)
    {
        var text = new StringBuilder("[");
        foreach (var item in items)
        {
            if (text.Length > 1) text.Append(',');
            text.Append('\'');
            AppendQuoted(text, item);
            text.Append('\'');
        }

        return AddText(name, text.Append(']').ToString());
    }

    /// <summary>For a place of type <c>DateTime64(7, 'UTC')</c>.</summary>
    public QueryParameters Add(string name, DateTimeOffset value) =>
        AddText(name, value.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture));

    private QueryParameters AddText(string name, string text)
    {
        values.Add(new("param_" + name, text));
        return this;
    }

    private static string EscapeField(string value)
    {
        if (value.AsSpan().IndexOfAny("\\\t\n\r\0") < 0) return value;
        var text = new StringBuilder(value.Length + 8);
        foreach (var c in value)
        {
            text.Append(c switch { '\\' => "\\\\", '\t' => "\\t", '\n' => "\\n", '\r' => "\\r", '\0' => "\\0", _ => null });
            if (c is not ('\\' or '\t' or '\n' or '\r' or '\0')) text.Append(c);
        }

        return text.ToString();
    }

    private static void AppendQuoted(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            switch (c)
            {
                case '\\': text.Append("\\\\"); break;
                case '\'': text.Append("\\'"); break;
                case '\t': text.Append("\\t"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\0': text.Append("\\0"); break;
                default: text.Append(c); break;
            }
        }
    }
}
