namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Which names a topic may have; Apache Kafka's rule.</summary>
internal static class TopicName
{
    const int MaxLength = 249;

    public static bool IsLegal(string? name)
    {
        if (name is null or "" or "." or ".." || name.Length > MaxLength) return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')) return false;
        return true;
    }
}
