"""Push delivery (RFC 8935) to hosts that the operator has named, guarded against being led anywhere else."""
