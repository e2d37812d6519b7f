using NhiEvents.Contracts.Reactions;

namespace NhiEvents.Core.Response;

/// <summary>What takes an action back. What has no inverse always needs a person's approval. Pure.</summary>
public static class ReactionInverse
{
    /// <returns>In words; null: nothing does.</returns>
    public static string? Of(ReactionKind kind) => kind switch
    {
        ReactionKind.OpenTicket => "closing the ticket",
        ReactionKind.OfferException or ReactionKind.NotifyOwner => "nothing needs to be: it only tells people",
        ReactionKind.StartRotation => "giving the rotation up",
        ReactionKind.HoldRotation => "resuming the rotation",
        ReactionKind.DisableIdentity => "enabling it, if it was this reaction that disabled it",
        ReactionKind.EnableIdentity => "disabling it, if it was this reaction that enabled it",
        ReactionKind.GrantException => "revoking the exception",
        ReactionKind.CallWebhook => "calling again, with the word that it is taken back",
        ReactionKind.RevokeSessions or ReactionKind.RemoveCredential => null,
    };

    /// <summary>Whether no mode lets it happen by itself: it cannot be taken back, or somebody wanted the opposite.</summary>
    internal static bool NeedsPerson(ReactionKind kind) => Of(kind) is null || kind is ReactionKind.EnableIdentity;
}
