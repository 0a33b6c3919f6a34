using System.Buffers;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Which topic names are legal, as in Apache Kafka.</summary>
internal static class TopicName
{
    private const int MaxLength = 249;

    private static readonly SearchValues<char> s_legal = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    public static bool IsLegal(string name) => name.Length is > 0 and <= MaxLength && name is not ("." or "..") && !name.AsSpan().ContainsAnyExcept(s_legal);
}
