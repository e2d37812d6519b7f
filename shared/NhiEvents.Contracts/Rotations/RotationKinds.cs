namespace NhiEvents.Contracts.Rotations;

/// <summary>Why a rotation began.</summary>
public enum RotationCause
{
    /// <summary>A vault's event or our own scan: the credential ends soon, or is older than its policy allows.</summary>
    NearExpiry,

    /// <summary>The credential has ended and is still being used.</summary>
    Expired,

    /// <summary>The credential in use is refused by Entra.</summary>
    Rejected,

    /// <summary>The credential is known to others: the emergency path.</summary>
    Leaked,

    /// <summary>A person or a ticket asked for it.</summary>
    Requested,
}

/// <summary>How far a rotation is. What each step leaves behind is in docs/rotation.md.</summary>
public enum RotationState
{
    /// <summary>Planned; nothing was written.</summary>
    Planned,

    /// <summary>The new credential is being made.</summary>
    Creating,

    /// <summary>The new credential is being stored as a new version in the vault.</summary>
    Storing,

    /// <summary>A token is being asked for with the new credential.</summary>
    Testing,

    /// <summary>The new credential works; the logs are watched until every consumer uses it and the old one is idle.</summary>
    Watching,

    /// <summary>The old credential is being removed by its key id, where that is opted in.</summary>
    Retiring,

    /// <summary>Every consumer uses the new credential; the old one has ended or was retired.</summary>
    Done,

    /// <summary>Stopped until a person decides; nothing is written.</summary>
    Held,

    /// <summary>Given up: the old credential stays current. The text says what is left.</summary>
    Abandoned,
}
