using System.Text;

namespace AuditOps.Tests.Import;

/// <summary>JSON objects with what trips splitters: brackets, quotes and escapes in strings, odd white space, other scripts, nesting.</summary>
internal static class RandomJson
{
    private static readonly string[] Pieces = ["a", "}", "{", "]", "[", "\\\"", "\\\\", "\\n", ",", ":", "\\u007b", "é", "漢", "😀", " ", "value", "records", "'"];
    private static readonly string[] Blanks = ["", "", "", " ", "\t", "  "];

    /// <param name="multiline">Whether white space inside may hold line breaks.</param>
    public static string Object(Random random, bool multiline = false)
    {
        var text = new StringBuilder();
        Object(random, text, 0, multiline, first: "Id");
        return text.ToString();
    }

    private static void Object(Random random, StringBuilder text, int depth, bool multiline, string? first = null)
    {
        text.Append('{').Append(Blank(random, multiline));
        var members = random.Next(depth == 0 ? 1 : 0, 5);
        for (var i = 0; i < members; i++)
        {
            if (i > 0) text.Append(',').Append(Blank(random, multiline));
            if (i == 0 && first is not null) text.Append('"').Append(first).Append('"');
            else String(random, text);
            text.Append(Blank(random, multiline)).Append(':').Append(Blank(random, multiline));
            Value(random, text, depth + 1, multiline);
        }

        text.Append(Blank(random, multiline)).Append('}');
    }

    private static void Value(Random random, StringBuilder text, int depth, bool multiline)
    {
        switch (random.Next(depth < 6 ? 7 : 4))
        {
            case 0:
                text.Append(random.Next(2) == 0 ? "true" : "null");
                break;
            case 1:
                text.Append(random.Next(-1000, 1000)).Append(random.Next(2) == 0 ? "" : ".5e-3");
                break;
            case 4:
                text.Append('[').Append(Blank(random, multiline));
                for (var i = random.Next(4); i > 0; i--)
                {
                    Value(random, text, depth + 1, multiline);
                    if (i > 1) text.Append(',').Append(Blank(random, multiline));
                }

                text.Append(']');
                break;
            case 5 or 6:
                Object(random, text, depth + 1, multiline);
                break;
            default:
                String(random, text);
                break;
        }
    }

    private static void String(Random random, StringBuilder text)
    {
        text.Append('"');
        for (var i = random.Next(12); i > 0; i--) text.Append(Pieces[random.Next(Pieces.Length)]);
        text.Append('"');
    }

    private static string Blank(Random random, bool multiline) => multiline && random.Next(3) == 0 ? (random.Next(2) == 0 ? "\n" : "\r\n  ") : Blanks[random.Next(Blanks.Length)];
}
