namespace AuditOps.Engines.Sigma.Fields;

/// <summary>Replaces whole words of a source by those that rules use; a star stands for every other word.</summary>
internal sealed class WordTransform : ValueTransform
{
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _words;
    private readonly string? _other;

    public WordTransform(IReadOnlyDictionary<string, string> words)
        : base("words " + string.Join(' ', words.Select(word => $"{word.Key.Length}:{word.Key}>{word.Value.Length}:{word.Value}")))
    {
        var table = new Dictionary<string, string>(words, StringComparer.OrdinalIgnoreCase);
        if (table.Remove("*", out var other))
            _other = other;
        _words = table.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public override ReadOnlySpan<char> Apply(ReadOnlySpan<char> value) => _words.TryGetValue(value, out var word) ? word : _other;
}
