namespace AuditOps.Warehouse.Queries;

/// <summary>
/// Cuts a search into words and quoted phrases. Words are cut as the index cuts them (tokenizer <c>splitByNonAlpha</c>: at ASCII characters that are neither letter nor
/// digit), so that every word can be found in the index.
/// </summary>
internal sealed record TextQuery(IReadOnlyList<string> Words, IReadOnlyList<string> Phrases)
{
    public static TextQuery Parse(string text)
    {
        List<string> words = [];
        List<string> phrases = [];
        var parts = text.ToLowerInvariant().Split('"');
        for (var i = 0; i < parts.Length; i++)
        {
            // Odd parts stand between quotes; a quote that is never closed is no quote.
            if (i % 2 == 1 && i < parts.Length - 1 && parts[i].Trim().Length > 0) phrases.Add(parts[i]);
            AddWords(parts[i], words);
        }

        // Signs alone have no word to look up: they are looked for as written.
        if (words.Count == 0 && phrases.Count == 0 && text.Trim().Length > 0) phrases.Add(text.Trim().ToLowerInvariant());
        return new TextQuery(words, phrases);
    }

    private static void AddWords(string part, List<string> words)
    {
        var start = -1;
        for (var i = 0; i <= part.Length; i++)
        {
            var inWord = i < part.Length && (part[i] > 127 || char.IsAsciiLetterOrDigit(part[i]));
            if (inWord && start < 0) start = i;
            if (inWord || start < 0) continue;
            var word = part[start..i];
            if (!words.Contains(word)) words.Add(word);
            start = -1;
        }
    }
}
