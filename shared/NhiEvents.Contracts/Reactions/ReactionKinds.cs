namespace NhiEvents.Contracts.Reactions;

/// <summary>What a playbook can ask for.</summary>
public enum ReactionKind
{
    /// <summary>One ticket per owner and cause.</summary>
    OpenTicket,

    /// <summary>The ticket says what a time-boxed exception would do and how to ask for it. A person asks: owner and networks are not ours to make up.</summary>
    OfferException,

    /// <summary>Inverse: give the rotation up.</summary>
    StartRotation,

    /// <summary>Inverse: resume it.</summary>
    HoldRotation,

    /// <summary>Inverse: enable it again.</summary>
    DisableIdentity,

    /// <summary>Has no inverse, so it always needs a person's approval.</summary>
    RevokeSessions,

    /// <summary>The owner is told by the channels that take notices. Nothing is changed by it.</summary>
    NotifyOwner,

    /// <summary>Asks for a short exception, where a standing approval of people covers the identity. Inverse: revoke it.</summary>
    GrantException,

    /// <summary>Removes the one credential that a person names by its key id. Has no inverse, so it always needs that person's approval.</summary>
    RemoveCredential,

    /// <summary>Calls the outlets of the house that take calls. Inverse: they are called again, and told that it is taken back.</summary>
    CallWebhook,

    /// <summary>Lets a disabled account or application in again. Somebody has disabled it on purpose, so a person approves. Inverse: disable it.</summary>
    EnableIdentity,
}

/// <summary>How far a reaction goes by itself.</summary>
public enum ReactionMode
{
    /// <summary>On the record only.</summary>
    Observe,

    /// <summary>A person approves.</summary>
    Propose,

    Enforce,
}

/// <summary>Where a reaction stands.</summary>
public enum ReactionState
{
    Observed,
    Proposed,

    /// <summary>Decided; waits for its turn, a brake or a limit.</summary>
    Waiting,

    /// <summary>Being written.</summary>
    Acting,
    Done,

    /// <summary>Not done, and will not be: a protected identity, or one that this cannot be done to.</summary>
    Refused,
    Undoing,
    Undone,
}
