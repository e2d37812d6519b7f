using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>Changes that have been made and take effect later.</summary>
internal sealed class Effects
{
    private readonly ObjectStore _objects;
    private readonly PolicyBook _book;
    private readonly Dictionary<string, DateTimeOffset> _last = new(StringComparer.Ordinal);
    private readonly PriorityQueue<PendingEffect, (DateTimeOffset, long)> _agenda = new();

    public Effects(ObjectStore objects, PolicyBook book)
    {
        (_objects, _book) = (objects, book);
        foreach (var effect in objects.Effects.Values)
        {
            _agenda.Enqueue(effect, (effect.At, effect.Sequence));
            _last[effect.Target] = _last.TryGetValue(effect.Target, out var last) && last > effect.At ? last : effect.At;
        }
    }

    /// <summary>A change to a group or policy never overtakes an earlier one to the same.</summary>
    public void Add(EffectKind kind, string target, string value, DateTimeOffset at, DateTimeOffset now)
    {
        var sequence = _objects.NextNumber();
        var effect = new PendingEffect(kind, _last.TryGetValue(target, out var last) && last > at ? last : at, sequence, target, value) { Id = $"effect-{sequence:D16}" };
        _last[target] = effect.At;
        if (effect.At <= now)
        {
            Apply(effect);
            return;
        }

        _objects.Put(effect);
        _agenda.Enqueue(effect, (effect.At, effect.Sequence));
    }

    public void ApplyDue(DateTimeOffset now)
    {
        while (_agenda.TryPeek(out var effect, out _) && effect.At <= now)
        {
            _agenda.Dequeue();
            _objects.Remove(effect);
            Apply(effect);
        }
    }

    private void Apply(PendingEffect effect)
    {
        _book.Apply(effect);
        if (effect.Effect is EffectKind.PolicyChanged && _objects.Policies.TryGetValue(effect.Target, out var policy))
        {
            _objects.Put(policy with { EffectiveJson = effect.Value });
        }
        else if (effect.Effect is EffectKind.PolicyRemoved && _objects.Policies.TryGetValue(effect.Target, out var removed))
        {
            _objects.Remove(removed);
        }
    }
}
