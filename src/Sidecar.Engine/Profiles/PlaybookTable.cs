namespace Sidecar.Engine.Profiles;

/// <summary>
/// What the offline join gave: profiles per key, and how many records went into them. Immutable.
/// </summary>
/// <param name="Features">The profiles.</param>
/// <param name="Transactions">Records of the transaction type, with or without key and flow_id.</param>
/// <param name="Flows">Flow records.</param>
/// <param name="Joined">Pairs of a transaction and a flow record with the same flow_id.</param>
/// <param name="Rejected">Lines that are not EVE records.</param>
public sealed record PlaybookTable(FeatureTable Features, long Transactions, long Flows, long Joined, long Rejected);
