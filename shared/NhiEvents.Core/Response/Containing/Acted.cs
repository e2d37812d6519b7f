using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Containing;

/// <summary>What one act did.</summary>
/// <param name="Changed">Whether our write changed anything.</param>
/// <param name="Text">For the ticket.</param>
internal sealed record Acted(bool Changed, string Text = "")
{
    /// <summary>It cannot be done, as the text says.</summary>
    public bool Refused { get; init; }

    /// <summary>Commands to others, in the same transaction as the result.</summary>
    public Action<StateChanges>? Also { get; init; }

    public static Acted Refuse(string why) => new(false, why) { Refused = true };
}
