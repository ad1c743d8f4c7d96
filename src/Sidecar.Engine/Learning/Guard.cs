namespace Sidecar.Engine.Learning;

/// <summary>Why a key of the far cluster is not excluded, in the order in which it is asked.</summary>
public enum Guard
{
    /// <summary>Fewer records in the window than <see cref="SiftOptions.MinRecords"/>.</summary>
    FewRecords,

    /// <summary>The far cluster holds half of the keys or more.</summary>
    NoMinority,

    /// <summary>The far cluster carries less than <see cref="SiftOptions.MinShare"/>.</summary>
    SmallShare,

    /// <summary>The cluster, or the key in it, is not <see cref="SiftOptions.TimesMean"/> above the mean in volume.</summary>
    NotAboveMean,

    /// <summary>A flow of the key drew an alert within the window.</summary>
    Alerts,

    /// <summary>The key is on the never list.</summary>
    NeverList,

    /// <summary>An actor that more hosts carry than <see cref="SiftOptions.MaxSources"/>.</summary>
    ManySources,

    /// <summary>A service that fewer sources use than <see cref="SiftOptions.MinSources"/>.</summary>
    FewSources,

    /// <summary>As many keys are excluded as may be.</summary>
    TooMany,

    /// <summary>All other guards passed, but not yet <see cref="SiftOptions.TicksInARow"/> times in a row.</summary>
    NotYetInARow,
}
