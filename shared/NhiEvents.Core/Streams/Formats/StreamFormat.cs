namespace NhiEvents.Core.Streams.Formats;

/// <summary>In which form an outlet takes records.</summary>
public enum StreamFormat
{
    /// <summary>Our own JSON, as in docs/streams.md.</summary>
    Json,

    /// <summary>Open Cybersecurity Schema Framework: findings as Detection Finding (2004), the rest as Base Event.</summary>
    Ocsf,

    /// <summary>Common Event Format.</summary>
    Cef,

    /// <summary>An Adaptive Card for a Teams workflow.</summary>
    Teams,

    /// <summary>Slack Block Kit.</summary>
    Slack,

    /// <summary>Plain text, as in a mail.</summary>
    Text,
}
