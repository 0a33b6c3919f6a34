using System.Text.Json.Serialization;

namespace AuditOps.Simulator;

/// <summary>What can go wrong with a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>429 with Retry-After.</summary>
    Throttle,

    /// <summary>429 without Retry-After.</summary>
    ThrottleSilently,

    /// <summary>403 with code AF429 from the Management Activity API; 429 from Graph.</summary>
    ThrottleAsForbidden,

    /// <summary>500, 502, 504 or 509.</summary>
    ServerError,

    /// <summary>503 with Retry-After.</summary>
    Unavailable,

    /// <summary>The caller's token is worth nothing from now on: 401.</summary>
    ExpireToken,

    /// <summary>The body takes its time.</summary>
    SlowBody,

    /// <summary>The connection is cut in the middle of the body.</summary>
    CutBody,

    /// <summary>The link to the next page leads to another host.</summary>
    ForeignLink,

    /// <summary>A page of a Graph log is empty but has a next link.</summary>
    EmptyPage,

    /// <summary>A listed blob is not found.</summary>
    MissingBlob,

    /// <summary>The answer is complete for HTTP, and its body ends in the middle all the same.</summary>
    ShortBody,
}
