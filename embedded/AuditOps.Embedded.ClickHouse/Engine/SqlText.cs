using System.Text;

namespace AuditOps.Embedded.ClickHouse.Engine;

/// <summary>Literals and names as ClickHouse reads them (docs: "Syntax", string literals and identifiers).</summary>
internal static class SqlText
{
    public static string Quote(string value) => Escape(value, '\'');

    public static string QuoteName(string name) => Escape(name, '`');

    /// <summary>The form in which parameter values travel: tab-separated escaping.</summary>
    public static string EscapeParameter(string value)
    {
        var text = new StringBuilder(value.Length + 16);
        foreach (var c in value)
        {
            switch (c)
            {
                case '\\': text.Append(@"\\"); break;
                case '\t': text.Append(@"\t"); break;
                case '\n': text.Append(@"\n"); break;
                case '\r': text.Append(@"\r"); break;
                case '\0': text.Append(@"\0"); break;
                default: text.Append(c); break;
            }
        }

        return text.ToString();
    }

    private static string Escape(string value, char quote)
    {
        var text = new StringBuilder(value.Length + 8).Append(quote);
        foreach (var c in value)
        {
            if (c == quote || c == '\\') text.Append('\\').Append(c);
            else if (c == '\0') text.Append("\\0");
            else text.Append(c);
        }

        return text.Append(quote).ToString();
    }
}
