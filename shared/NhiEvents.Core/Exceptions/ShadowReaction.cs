namespace NhiEvents.Core.Exceptions;

/// <summary>What happens to an exclusion that nobody has approved. It is reported in any case.</summary>
public enum ShadowReaction
{
    /// <summary>Only the finding.</summary>
    Report,

    /// <summary>It gets a record with a short end, where we have a way to end it.</summary>
    Retroactive,

    /// <summary>It gets a record that ends at once: removed under the same brakes, limits and proof as any other.</summary>
    Remove,
}
