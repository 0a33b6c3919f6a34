using System.Text;

namespace AuditOps.Engines.Sigma.Values;

/// <summary>The encoding modifiers. Base64 of a text at an unknown place inside other data depends on the place modulo 3; the first and last characters, which also depend on the neighbours, are cut.</summary>
internal static class Encodings
{
    /// <summary>Characters to cut at the start, by offset: those that carry bits of what stands before.</summary>
    private static readonly int[] Starts = [0, 2, 3];

    /// <summary>Characters to cut at the end, by (length + offset) mod 3: padding and what shares bits with it.</summary>
    private static readonly int[] Ends = [0, 3, 2];

    public static byte[] Wide(string text, string modifier) => modifier switch
    {
        "utf16be" => Encoding.BigEndianUnicode.GetBytes(text),
        "utf16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
        _ => Encoding.Unicode.GetBytes(text),
    };

    public static string Base64(byte[] data) => Convert.ToBase64String(data);

    /// <summary>The three forms the data may take inside other data.</summary>
    public static IEnumerable<string> Base64Offsets(byte[] data)
    {
        for (var offset = 0; offset < 3; offset++)
        {
            var text = Convert.ToBase64String([.. new byte[offset], .. data]);
            var end = text.Length - Ends[(data.Length + offset) % 3];
            yield return end > Starts[offset] ? text[Starts[offset]..end] : string.Empty;
        }
    }
}
