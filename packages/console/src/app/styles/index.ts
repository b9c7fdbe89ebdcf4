/** The look of the frame, in order: what stands later wins. */
import './elements.css'
import './parts.css'
import './frame.css'
import './lens.css'
import './overlays.css'
import './modes.css'
