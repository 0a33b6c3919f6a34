using System.Text;

namespace AuditOps.Engines.Alerts;

/// <summary>Text of an alert made fit to be shown in a chat: names and values come from whoever caused the event.</summary>
internal static class ShownText
{
    /// <summary>One line without control characters and without characters that turn the direction of writing; what is longer than allowed ends in an ellipsis.</summary>
    public static string Clean(string? text, int most)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var line = new StringBuilder(Math.Min(text.Length, most) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length + rune.Utf16SequenceLength >= most)
                return line.Append('…').ToString();
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
                line.Append(' ');
            else if (!IsInvisible(rune.Value))
                line.Append(rune.ToString());
        }

        return line.ToString();
    }

    // Marks, embeddings and overrides of direction, zero-width characters, tags: they make a text read otherwise than it is.
    private static bool IsInvisible(int c) => c is (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x2069) or 0x061C or 0xFEFF or (>= 0xE0000 and <= 0xE007F);
}
