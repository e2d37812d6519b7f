using System.Globalization;
using NhiEvents.Core.Response.Records;

namespace NhiEvents.Core.Response.Muting;

/// <summary>Whether a finding may be muted. Pure.</summary>
internal abstract record MuteDecision
{
    public const int LongestReason = 500;

    private MuteDecision()
    {
    }

    public sealed record Mute(KnownMute How) : MuteDecision;

    /// <param name="Why">For a person: what is wrong and what would do.</param>
    public sealed record Refuse(string Why) : MuteDecision;

    /// <summary>It holds just so already.</summary>
    public sealed record Keep : MuteDecision;

    /// <param name="longest">The cap.</param>
    public static MuteDecision For(KnownFinding known, string reason, DateTimeOffset until, DateTimeOffset now, TimeSpan longest) => reason.Trim() switch
    {
        "" => new Refuse("A mute needs a reason."),
        { Length: > LongestReason } => new Refuse($"The reason is longer than {LongestReason} characters."),
        _ when until <= now => new Refuse("The end of the mute has passed."),
        _ when until > now + longest => new Refuse($"A mute lasts {longest.TotalDays.ToString("0.#", CultureInfo.InvariantCulture)} days at most; ask again when it ends."),
        _ when !known.Open => new Refuse("The finding is over: there is nothing to mute."),
        _ when Correlation.IsAbuse(known.Number) => new Refuse("Somebody else may hold this credential: such a finding is dealt with, not muted."),
        _ when known.Mute?.Until == until => new Keep(),
        _ => new Mute(new KnownMute(until, known.Severity, known.Mute?.HasBegun ?? true)),
    };
}
