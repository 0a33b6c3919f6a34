namespace AuditOps.Collectors.Fetching;

/// <summary>The links of one walk over pages. A service whose links lead in circles, or never end, would keep a feed for ever.</summary>
/// <param name="most">Pages of a walk, at most.</param>
internal sealed class LinkTrail(int most)
{
    /// <summary>Service code of the failure, for those who would otherwise ask for the same page again.</summary>
    public const string Circular = "circular_links";

    // A link may have 32 KiB; 16 bytes of its hash tell it from others.
    private readonly HashSet<Int128> _seen = [];

    /// <exception cref="CollectorsException">The link was followed before, or there are too many.</exception>
    public void Follow(string link)
    {
        if (_seen.Count < most && _seen.Add(Scheduling.RecentRecords.MarkOf(link, default).Id)) return;
        throw new CollectorsException(CollectorsErrorCode.AnswerUnreadable, "the links from page to page lead in circles, or do not end.") { ServiceCode = Circular };
    }
}
