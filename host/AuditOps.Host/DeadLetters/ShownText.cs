using System.Globalization;
using System.Text;

namespace AuditOps.Host.DeadLetters;

/// <summary>Bytes that nobody vouches for, for a terminal: control characters and what is not UTF-8 as escapes, so that no payload moves the cursor or changes a colour.</summary>
internal static class ShownText
{
    public static string Escape(ReadOnlySpan<byte> bytes, int most)
    {
        var cut = bytes.Length > most;
        if (cut) bytes = bytes[..most];
        var text = new StringBuilder(bytes.Length + 16);
        while (!bytes.IsEmpty)
        {
            var whole = Rune.DecodeFromUtf8(bytes, out var rune, out var used) == System.Buffers.OperationStatus.Done;
            if (whole && !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)) text.Append(rune.ToString());
            else if (whole && rune.Value == '\n') text.Append("\\n");
            else foreach (var value in bytes[..used]) text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
            bytes = bytes[used..];
        }

        return cut ? text.Append(" ...").ToString() : text.ToString();
    }

    public static string Escape(string text, int most = 500) => Escape(Encoding.UTF8.GetBytes(text), most);
}
